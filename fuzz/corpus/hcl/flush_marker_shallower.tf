locals {
  value = <<-EOT
      six
        eight
  EOT
}
