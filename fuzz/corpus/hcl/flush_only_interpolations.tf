locals {
  value = <<-EOT
        ${"a"}
      ${"b"}
  EOT
}
