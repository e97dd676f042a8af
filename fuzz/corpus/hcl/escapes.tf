locals {
  value = <<-EOF
    $${HOME} %%{ if x } $HOME $(cmd) 100% $$ %% $$$${y} $$${"z"}
    %%{ endif } $ {x} $
    %
  EOF
}
