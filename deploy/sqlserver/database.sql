-- A database for one service, and a login that gets into that one alone. Again and again is fine.
IF DB_ID('$(service)') IS NULL CREATE DATABASE [$(service)];
GO
-- Readers don't wait for writers, as in the other databases.
IF EXISTS (SELECT * FROM sys.databases WHERE name = '$(service)' AND is_read_committed_snapshot_on = 0)
    ALTER DATABASE [$(service)] SET READ_COMMITTED_SNAPSHOT ON WITH ROLLBACK IMMEDIATE;
GO
IF SUSER_ID('$(service)') IS NULL CREATE LOGIN [$(service)] WITH PASSWORD = '$(password)', DEFAULT_DATABASE = [$(service)];
GO
USE [$(service)];
IF USER_ID('$(service)') IS NULL CREATE USER [$(service)] FOR LOGIN [$(service)];
ALTER ROLE db_owner ADD MEMBER [$(service)];
GO
