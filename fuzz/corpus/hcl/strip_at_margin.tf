locals {
  value = <<EOT
a

%{~ if true ~}

  b

%{~ endif ~}

c
${~ "d" ~}
  e
EOT
}
