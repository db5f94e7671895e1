using AfterSalesMesh.Returns.Policy;
using AfterSalesMesh.Returns.Requests;
using AfterSalesMesh.Returns.Saga;

namespace AfterSalesMesh.Mesh.Tests.Returns;

/// <summary>Requests that are decided by the preset for fashion.</summary>
internal static class Drafts
{
    public static readonly EffectivePolicy Fashion = new(Guid.Empty, 1, "", default, Presets.All[Presets.Fashion]);

    public static DecidedRequest Decide(this ReturnDraft draft, params IReadOnlyList<ReturnLineRequest> lines) =>
        draft.Decide(new ReturnRequest("1", "web", lines), Fashion);

    public static Return ToReturn(this ReturnDraft draft, params IReadOnlyList<ReturnLineRequest> lines) =>
        draft.ToReturn(draft.Decide(lines));
}
