locals {
  value = [
    <<E
E
    ,
    <<-E
    E
    ,
    <<E

E
    ,
    <<-E

    
      
    E
  ]
}
