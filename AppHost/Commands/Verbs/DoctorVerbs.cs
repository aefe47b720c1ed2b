using Platform.AppHost.Commands.Doctor;

namespace Platform.AppHost.Commands.Verbs;

/// <summary>Asking what would keep the environment from starting.</summary>
internal static class DoctorVerbs
{
    public static IReadOnlyList<Verb> All { get; } =
    [
        new("doctor", "[--json]", "Checks what a start needs; fails when it would not start.", async (arguments, _) =>
        {
            var asJson = arguments.Flag("--json");
            arguments.End();
            var findings = await Examination.RunAsync();
            Console.WriteLine(asJson ? FindingsText.AsJson(findings) : FindingsText.ForPeople(findings));
            return FindingsText.HasError(findings) ? 1 : 0;
        }),
    ];
}
