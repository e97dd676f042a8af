locals {
  value = <<-EOT
      EOT
   ${~ "d" }
      e ${ "f" ~}

      g
  EOT
}
