locals {
  value = <<-EOT
    four
      six
            EOT
}
