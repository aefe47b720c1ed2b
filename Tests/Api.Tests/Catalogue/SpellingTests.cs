using FsCheck;
using FsCheck.Fluent;
using Platform.Api.Catalogue;
using Check = FsCheck.Check;

namespace Platform.Api.Tests.Catalogue;

public sealed class SpellingTests
{
    [Theory]
    [InlineData("lamp", "lamp", 0)]
    [InlineData("lmap", "lamp", 1)]
    [InlineData("lamps", "lamp", 1)]
    [InlineData("lam", "lamp", 1)]
    [InlineData("ramp", "lamp", 1)]
    [InlineData("noteboook", "notebook", 1)]
    [InlineData("ca", "abc", 3)]
    [InlineData("", "abc", 3)]
    public void The_distance_counts_letters_added_left_out_changed_and_swapped(string from, string to, int distance) =>
        Assert.Equal(distance, Spelling.Distance(from, to));

    [Fact]
    public void The_distance_is_the_same_in_both_directions_and_never_longer_than_the_longer_word()
    {
        var words = Gen.Elements("abcd".ToCharArray()).ArrayOf().Select(letters => new string(letters));
        Check.One(
            Config.QuickThrowOnFailure,
            Prop.ForAll(Gen.Zip(words, words).ToArbitrary(), pair =>
                Spelling.Distance(pair.Item1, pair.Item2) is var distance
                && distance == Spelling.Distance(pair.Item2, pair.Item1)
                && distance >= Math.Abs(pair.Item1.Length - pair.Item2.Length)
                && distance <= Math.Max(pair.Item1.Length, pair.Item2.Length)
                && (distance == 0) == (pair.Item1 == pair.Item2)));
    }

    [Theory]
    [InlineData("desk,lmap,xqzzv", "('desk') & ('lmap' | 'lamp')")]
    [InlineData("desk,xqzzv", "('desk')")]
    [InlineData("desk,xqzzv,qzzxv", null)]
    [InlineData("desk,lamp", null)]
    public void A_word_that_means_nothing_is_left_out_as_long_as_half_of_them_mean_something(string asked, string? expected) =>
        Assert.Equal(expected, Spelling.Correct(
            asked.Split(',').SelectMany(word => word == "xqzzv" || word == "qzzxv" ? [(word, null)] : new (string, string?)[] { (word, "desk"), (word, "lamp") }).ToLookup(pair => pair.Item1, pair => pair.Item2)));

    [Theory]
    [InlineData("lihgt", "light,right,lighting", "('lihgt' | 'light')")]
    [InlineData("head", "headphones,headboard,bread", "('head' | 'headphones' | 'headboard')")]
    [InlineData("desklamp", "desk,lamp,deck", "('desklamp' | ('desk' & 'lamp'))")]
    [InlineData("light", "light,lights", null)]
    [InlineData("xy", "x,xyz", null)]
    [InlineData("xqzzv", "", null)]
    [InlineData("dont", "don't", "('dont' | 'don''t')")]
    public void A_word_means_the_nearest_the_ones_that_hold_it_and_two_that_make_it(string asked, string known, string? expected) =>
        Assert.Equal(expected, Spelling.Correct(known.Split(',', StringSplitOptions.RemoveEmptyEntries).Cast<string?>().DefaultIfEmpty().ToLookup(_ => asked)));
}
