locals {
  value = {
    user_data = <<-EOF
      #!/bin/bash
      set -euo pipefail
      cat > /etc/app.conf <<CONF
      name=${lower("WEB")}
      CONF
      EOF2
      systemctl restart app
    EOF
    other = "x"
    "k-2" = <<EOF
EOF
  }
}
