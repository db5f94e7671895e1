using AfterSalesMesh.ServiceDefaults;

namespace AfterSalesMesh.Refund.Books;

/// <summary>The books: postings with their refunds, their export, and the close of months.</summary>
internal sealed class BooksModule : IModule
{
    public void MapRoutes(IEndpointRouteBuilder routes)
    {
        GetPostings.Map(routes);
        GetBooks.Map(routes);
        CloseMonth.Map(routes);
        ExportPostings.Map(routes);
    }
}
