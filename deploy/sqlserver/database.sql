-- A database for one service, and a login that gets into that one alone. Again and again is fine.
IF DB_ID('$(service)') IS NULL CREATE DATABASE [$(service)];
GO
IF SUSER_ID('$(service)') IS NULL CREATE LOGIN [$(service)] WITH PASSWORD = '$(password)', DEFAULT_DATABASE = [$(service)];
GO
USE [$(service)];
IF USER_ID('$(service)') IS NULL CREATE USER [$(service)] FOR LOGIN [$(service)];
ALTER ROLE db_owner ADD MEMBER [$(service)];
GO
