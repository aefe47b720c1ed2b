using System.Globalization;

namespace Platform.Bench;

/// <summary>Prints the measurements beside their budgets.</summary>
internal static class Report
{
    public static void Print(Samples samples, int runs)
    {
        Console.WriteLine($"| what | budget | median of {runs} | min to max | |");
        Console.WriteLine("|---|---|---|---|---|");
        foreach (var budget in Budget.All)
        {
            if (samples.Of(budget) is var (minimum, median, maximum))
            {
                var verdict = median <= budget.Limit ? "met" : "missed";
                Console.WriteLine($"| {budget.Name} | {Number(budget.Limit)} {budget.Unit} | **{Number(median)} {budget.Unit}** | {Number(minimum)} to {Number(maximum)} | {verdict} |");
            }
        }

        Console.WriteLine();
        Console.WriteLine("The median run's own report:");
        Console.WriteLine();
        Console.WriteLine($"```\n{samples.MedianReport}\n```");
    }

    private static string Number(double value) => value.ToString(value < 10 ? "0.00" : "0", CultureInfo.InvariantCulture);
}
