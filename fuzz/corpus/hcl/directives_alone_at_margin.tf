locals {
  value = <<-EOT
    list:
%{ for p in [80, 443] ~}
    - ${p}
%{ endfor ~}
    done
  EOT
}
