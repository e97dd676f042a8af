besource "aresource "aws_rds_cluster" "c" {
  engine = "aurora-mysql"
}
resource "aws_rds_cluster_instance" "i" {
  count            = try(pow(2, 1023), null)
    e51 = try(pow(2, 2000), null)
    e52 = try(pow(null, 1), null)
    e53 = try(pow(2), null)
    e54 = try(pow(2, 32 - 24) - 2, null)
   = twoyrp((3, 2), null)
    e39 = try(pow(4, 0), null)
    e40 = try(pow(2, 10), null)
    e41 = try(pow(2, -1), null)
1", "2"], b = ["2", "3"]}), null)
    e33 = try(transpose({}), null)
    e34 = try(transpose({a = []}), null)
    e35 = try(transpose({a = ["count = x"], b = ["x"]}), null)
    e36 = try(transpose({b = ["x"], a = ["x"]}), null)
    e37 = try(transpose({a = [1, true]}), null)
    e38 = try(transpose({a = ["x", "x"]}), null)
    e39 = try(tra    F                    = "postgres"
  iam_
datifItadener = aws﻿sbase_authentic_cluster.c.id
}ation_enabled = tr
ue;}
