create table "migration_test".steps (n int not null);
insert into "migration_test".steps values (1);
