using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>The routes by which operators see into one service; a process may have several.</summary>
internal sealed record OperatedService(string Service, Action<IEndpointRouteBuilder> MapRoutes);
