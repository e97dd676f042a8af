locals {
  value = <<-END
    END of story
    the END
    ENDING
      END.
    x
    END
}
