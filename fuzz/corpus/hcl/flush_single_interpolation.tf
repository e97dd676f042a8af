locals {
  value = <<-EOT
      ${"only"}
  EOT
}
