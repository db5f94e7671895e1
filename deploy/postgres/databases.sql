-- Run once, when the volume is empty: a database for each service, and a user who gets into that one alone.
\getenv returns_password RETURNS_PASSWORD
\getenv warehouse_password WAREHOUSE_PASSWORD
\getenv inspection_password INSPECTION_PASSWORD
\getenv refund_password REFUND_PASSWORD
\getenv notification_password NOTIFICATION_PASSWORD
\getenv media_password MEDIA_PASSWORD
\getenv gateway_password GATEWAY_PASSWORD

CREATE USER returns PASSWORD :'returns_password';
CREATE USER warehouse PASSWORD :'warehouse_password';
CREATE USER inspection PASSWORD :'inspection_password';
CREATE USER refund PASSWORD :'refund_password';
CREATE USER notification PASSWORD :'notification_password';
CREATE USER media PASSWORD :'media_password';
CREATE USER gateway PASSWORD :'gateway_password';

CREATE DATABASE returns OWNER returns;
CREATE DATABASE warehouse OWNER warehouse;
CREATE DATABASE inspection OWNER inspection;
CREATE DATABASE refund OWNER refund;
CREATE DATABASE notification OWNER notification;
CREATE DATABASE media OWNER media;
CREATE DATABASE gateway OWNER gateway;

REVOKE CONNECT ON DATABASE postgres, returns, warehouse, inspection, refund, notification, media, gateway FROM PUBLIC;
