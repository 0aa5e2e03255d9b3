insert into "migration_test".steps values (2);
