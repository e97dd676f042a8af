locals {
  value = <<-EOT
		two tabs
	one tab
	  tab and spaces
    four spaces
	EOT
}
