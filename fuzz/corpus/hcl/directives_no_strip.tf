locals {
  value = <<EOT
start
%{ if true }
yes
%{ endif }
%{ for k, v in {b = 2, a = 1} }
${k} = ${v}
%{ endfor }
end
EOT
}
