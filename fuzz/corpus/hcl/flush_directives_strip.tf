locals {
  value = <<-EOT
    upstream {
      %{ for p in [80, 443] ~}
      server ${p};
      %{ endfor ~}
      %{~ if true ~}
      yes
      %{~ else ~}
      no
      %{~ endif ~}
      end
    }
  EOT
}
