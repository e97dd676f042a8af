provider "aws" {
  region = "eu-west-1"
}

module "web" {
  source   = "./web"
  password = var.password
}

variable "password" {
  type      = string
  sensitive = true
}
