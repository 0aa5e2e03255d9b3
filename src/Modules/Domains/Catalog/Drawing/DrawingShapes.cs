using System.Collections.Frozen;

namespace Servepath.Domains.Catalog;

/// <summary>Tells from words what a product looks like.</summary>
internal static class DrawingShapes
{
    private static readonly FrozenDictionary<string, string> ByWord = new Dictionary<string, string>
    {
        [HouseholdShapes.Mug] = "mug cup tea coffee espresso tumbler drinkware",
        [HouseholdShapes.Teapot] = "teapot kettle samovar",
        [HouseholdShapes.Lamp] = "lamp light lantern lighting sconce bulb headlamp torch candlestick chandelier",
        [HouseholdShapes.Chair] = "chair stool sofa bench seat armchair furniture table desk dresser bed furnishing rocker",
        [HouseholdShapes.Plant] = "plant flower fern planter vase bouquet floral seed garden gardening succulent wreath rose tulip herb",
        [HouseholdShapes.Pan] = "pan skillet wok saucepan pot casserole cookware kitchen cooking fryer griddle",
        [HouseholdShapes.Cushion] = "cushion pillow blanket throw towel rug bedding quilt sheet linen duvet curtain mat bath decor home",
        [HouseholdShapes.Jar] = "jar honey jam food grocery groceries chocolate candle spice snack pantry granola oil salt sauce candy seafood cooler treat bowl plate",
        [HouseholdShapes.Tool] = "tool hammer drill screwdriver wrench saw pliers automotive car hardware chisel",
        [WearableShapes.Backpack] = "backpack bag daypack rucksack satchel briefcase luggage suitcase",
        [WearableShapes.Tote] = "tote pouch purse handbag wallet clutch shopper",
        [WearableShapes.Shoe] = "shoe sneaker boot trainer footwear sandal loafer slipper heel running runner ballerina flat oxford",
        [WearableShapes.Shirt] = "shirt tee top jacket coat hoodie sweater dress apparel clothing blouse jumper cardigan kurta kurti vest pullover polo formal sweatshirt tunic tshirt bra",
        [WearableShapes.Trousers] = "trousers trouser jeans shorts pants leggings legging jogger joggers short pant chinos skirt",
        [WearableShapes.Hat] = "hat cap beanie headwear scarf glove",
        [WearableShapes.Watch] = "watch clock wristwatch timepiece",
        [WearableShapes.Glasses] = "glasses sunglasses eyewear spectacles goggles",
        [WearableShapes.Ring] = "ring necklace earring earrings bracelet jewellery jewelry pendant brooch bangle gold diamond anklet chain",
        [GadgetShapes.Headphones] = "headphones headphone earbuds headset audio earphones earphone",
        [GadgetShapes.Camera] = "camera lens photo photography tripod binoculars",
        [GadgetShapes.Device] = "laptop phone tablet keyboard charger electronics computer monitor mobile television tv screen mouse router cable usb adapter battery skin",
        [GadgetShapes.Speaker] = "speaker radio soundbar turntable guitar drum instrument instruments piano music",
        [GadgetShapes.Bottle] = "bottle flask serum lotion shampoo beauty perfume cream cleanser cosmetics moisturizer soap fragrance lipstick grooming care balm makeup",
        [GadgetShapes.Book] = "book notebook journal diary novel stationery planner pen paper sketchbook books pencil",
        [GadgetShapes.Ball] = "ball sport sports yoga racket fitness football basketball exercise",
        [GadgetShapes.Tent] = "tent camp camping hammock outdoor outdoors outdoor hiking fishing sleeping bike cycling",
        [GadgetShapes.Bear] = "bear teddy plush",
        [GadgetShapes.Kettlebell] = "kettlebell dumbbell weight barbell",
        [GadgetShapes.Blocks] = "toy toys puzzle block blocks game games doll kids baby train",
    }.SelectMany(entry => entry.Value.Split(' ').Distinct(), (entry, word) => (word, entry.Key))
        .DistinctBy(pair => pair.word)
        .ToFrozenDictionary(pair => pair.word, pair => pair.Key, StringComparer.OrdinalIgnoreCase);

    /// <summary>The shape that fits best: the last known word of the title's head (what stands before a comma or "with"), any word of the title, the category from its narrowest level up.</summary>
    public static string Find(IReadOnlyList<string> category, string title) =>
        Last(Head(title)) ?? Last(title) ?? category.Reverse().Select(Last).FirstOrDefault(shape => shape is not null) ?? HouseholdShapes.Parcel;

    private static string Head(string title)
    {
        var end = title.Length;
        foreach (var mark in new[] { ",", " with ", " for ", " (", " in " })
        {
            var at = title.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
            end = at > 0 ? Math.Min(end, at) : end;
        }

        return title[..end];
    }

    private static string? Last(string text)
    {
        string? found = null;
        var from = -1;
        for (var i = 0; i <= text.Length; i++)
        {
            var isLetter = i < text.Length && char.IsAsciiLetter(text[i]);
            if (isLetter && from < 0)
            {
                from = i;
            }
            else if (!isLetter && from >= 0)
            {
                found = Of(text[from..i]) ?? found;
                from = -1;
            }
        }

        return found;
    }

    private static string? Of(string word) =>
        ByWord.TryGetValue(word, out var shape)
        || (word.EndsWith('s') && ByWord.TryGetValue(word[..^1], out shape))
        || (word.EndsWith("es", StringComparison.OrdinalIgnoreCase) && ByWord.TryGetValue(word[..^2], out shape))
            ? shape
            : null;
}
