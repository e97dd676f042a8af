locals {
  value = <<EOT
    kept indent
  less
    EOT
}
