locals {
  value = [<<A
one
A
    , <<-B
      two
       b
      B
    , "three",
    <<-C
    C
  ]
}
