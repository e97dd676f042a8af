locals {
  value = <<EOT
    %{ for p in [80, 443] ~}
    server ${p}
    %{ endfor ~}
    end
EOT
}
