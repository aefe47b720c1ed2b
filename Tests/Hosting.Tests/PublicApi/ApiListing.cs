using System.Reflection;

namespace Platform.Hosting.Tests.PublicApi;

/// <summary>
/// What an assembly shows to others, one declaration per line, sorted: the same declaration gives the same line in any assembly.
/// </summary>
internal static class ApiListing
{
    private const BindingFlags Declared =
        BindingFlags.DeclaredOnly | BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static;

    public static IReadOnlyList<string> Of(Assembly assembly) =>
        Types(assembly).SelectMany(Of).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();

    /// <summary>The full names of the public types.</summary>
    public static IEnumerable<string> TypeNames(Assembly assembly) => Types(assembly).Select(type => TypeText.Of(type));

    /// <summary>The members that a derived or implementing class has to bring, with the type that asks for them.</summary>
    public static IEnumerable<(string Type, string Declaration)> AbstractMembers(Assembly assembly) =>
        from type in Types(assembly)
        from line in Of(type)
        where line.Contains(": abstract ", StringComparison.Ordinal) && !line.Contains(": abstract class", StringComparison.Ordinal)
        select (TypeText.Of(type), line);

    private static IEnumerable<Type> Types(Assembly assembly)
    {
        Type?[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException e)
        {
            // Internal types may need assemblies that are not there.
            types = e.Types;
        }

        return types.OfType<Type>().Where(IsVisible);
    }

    private static IEnumerable<string> Of(Type type)
    {
        var name = TypeText.Of(type);
        yield return $"{Attributes(type)}{name}: {Kind(type)}{GenericConstraints.Of(type)}";

        if (type is { IsClass: true, BaseType: { } parent } && parent != typeof(object) && !typeof(Delegate).IsAssignableFrom(type))
        {
            yield return $"{name}: base {TypeText.Of(parent)}";
        }

        if (!type.IsEnum && !typeof(Delegate).IsAssignableFrom(type))
        {
            foreach (var contract in type.GetInterfaces().Where(IsVisible))
            {
                yield return $"{name}: implements {TypeText.Of(contract)}";
            }
        }

        foreach (var line in type.GetMembers(Declared).Select(member => MemberText.Of(member, type)).OfType<string>())
        {
            yield return line.Replace("{type}", name, StringComparison.Ordinal);
        }
    }

    private static string Kind(Type type) => type switch
    {
        { IsEnum: true } => $"enum {TypeText.Of(type.GetEnumUnderlyingType())}{(Has(type, nameof(FlagsAttribute)) ? " flags" : "")}",
        { IsInterface: true } => "interface",
        { IsValueType: true } => Has(type, "IsReadOnlyAttribute") ? "readonly struct" : "struct",
        _ when typeof(Delegate).IsAssignableFrom(type) => "delegate",
        { IsAbstract: true, IsSealed: true } => "static class",
        { IsAbstract: true } => "abstract class",
        { IsSealed: true } => "sealed class",
        _ => "class",
    };

    /// <summary>The attributes that change how a declaration may be used.</summary>
    internal static string Attributes(MemberInfo member)
    {
        var parts = member.CustomAttributes.Select(a => (a.AttributeType.Name, a.ConstructorArguments) switch
        {
            (nameof(ObsoleteAttribute), _) => "[Obsolete] ",
            ("ExperimentalAttribute", [{ Value: string id }]) => $"[Experimental({id})] ",
            ("OverloadResolutionPriorityAttribute", [{ Value: int priority }]) => $"[OverloadResolutionPriority({priority})] ",
            _ => "",
        });
        return string.Concat(parts.Order(StringComparer.Ordinal));
    }

    internal static bool Has(MemberInfo member, string attribute) => member.CustomAttributes.Any(a => a.AttributeType.Name == attribute);

    private static bool IsVisible(Type type) => type switch
    {
        { IsGenericType: true, IsGenericTypeDefinition: false } => IsVisible(type.GetGenericTypeDefinition()),
        { DeclaringType: { } outer } => (type.IsNestedPublic || type.IsNestedFamily || type.IsNestedFamORAssem) && IsVisible(outer),
        _ => type.IsPublic,
    };
}
