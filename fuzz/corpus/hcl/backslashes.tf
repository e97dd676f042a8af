locals {
  value = <<-EOT
    a\nb \t \\ \" "quoted" \u00e9 \${"x"}
    C:\path\to
    regex \d+ \$ trailing \
    ${"esc\n\"in\""} é 😀 é
  EOT
}
