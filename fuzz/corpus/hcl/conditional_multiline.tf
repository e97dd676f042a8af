locals {
  on    = false
  name  = "web"
  value = upper(join("|", [local.name, local.on ? "y" : <<-OFF
      off ${local.name}%{ if !local.on } (quiet)%{ endif }
        $${deep}
    OFF
  ]))
}
