locals {
  value = <<-EOT
    a
    ${~ "b" ~}
    c

    ${~ "d" }
      e ${ "f" ~}

      g
  EOT
}
