locals {
  value = [
    trimspace(<<-EOT
      trimmed
        text

    EOT
    ),
    jsondecode(<<EOT
{"a": [1, "${"x"}"]}
EOT
    ),
    split("\n", <<-EOT
      a
      b
    EOT
    ),
  ]
}
