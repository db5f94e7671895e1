using Microsoft.AspNetCore.Routing;

namespace AfterSalesMesh.ServiceDefaults.Operations;

/// <summary>The routes for operators of one service; a process may have several.</summary>
internal sealed record OperatorRoutes(string Service, Action<IEndpointRouteBuilder> MapRoutes);
