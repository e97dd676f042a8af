locals {
  value = <<-EOT
    %{ for g in [["a", "b"], [], ["c"]] ~}
    group
    %{ for x in g ~}
      %{ if x != "b" ~}
      item ${x}
      %{ else ~}
      skipped
      %{ endif ~}
    %{ endfor ~}
    %{ endfor ~}
    tail
  EOT
}
