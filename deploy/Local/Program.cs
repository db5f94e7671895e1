using AfterSalesMesh.Local;

return await LocalHost.RunAsync(args);
