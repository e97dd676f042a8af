locals {
  value = <<-EOT
    a
      b ${"c"}

    %{ if true ~}
    d
    %{ endif ~}
  EOT
}
