variable "settings" {
  type = object({
    engine    = string
    encrypted = optional(bool, false)
  })
  default = { engine = "aurora-postgresql" }
}
resource "aws_rds_cluster" "c" {
  engine            = var.settings.engine
  storage_encrypted = var.settings.encrypted
}
