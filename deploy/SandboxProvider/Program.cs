using AfterSalesMesh.SandboxProvider;

var builder = WebApplication.CreateBuilder(args);
builder.AddSandboxProvider();
var app = builder.Build();
app.MapSandboxProvider();
await app.RunAsync();
