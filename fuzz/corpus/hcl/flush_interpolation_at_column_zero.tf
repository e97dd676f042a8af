locals {
  value = <<-EOT
    indented
${upper("zero")}
      more
  EOT
}
