locals {
  value = <<-EOT
    a

    b
  
      c
      

    d
  EOT
}
