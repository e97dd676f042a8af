locals {
  value = <<-OUTER
    a
      ${trimspace(<<-INNER
        in1
          in2
      INNER
      )}
    b
  OUTER
}
