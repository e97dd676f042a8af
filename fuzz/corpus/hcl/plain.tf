locals {
  value = <<EOT
line one
  line two indented
	tab line

last
EOT
}
