locals {
  value = <<-EOT
      six
    four
        eight
     five
    EOT
}
