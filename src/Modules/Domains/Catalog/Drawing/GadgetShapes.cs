namespace Servepath.Domains.Catalog;

/// <summary>Devices, and things for leisure.</summary>
internal static class GadgetShapes
{
    public const string Headphones = """
        <path d="M158 330v-30a142 150 0 0 1 284 0v30" fill="none" stroke="{dark}" stroke-width="34"/><path d="M176 300a124 132 0 0 1 248 0" fill="none" stroke="{light}" stroke-width="8"/>
        <rect x="118" y="296" width="96" height="152" rx="44" fill="{main}"/><rect x="386" y="296" width="96" height="152" rx="44" fill="{main}"/>
        <rect x="118" y="296" width="96" height="152" rx="44" fill="url(#s)"/><rect x="386" y="296" width="96" height="152" rx="44" fill="url(#s)"/>
        <rect x="188" y="310" width="44" height="124" rx="22" fill="{ink}"/><rect x="368" y="310" width="44" height="124" rx="22" fill="{ink}"/>
        <circle cx="150" cy="372" r="22" fill="{accent}"/><circle cx="450" cy="372" r="22" fill="{accent}"/>
        """;

    public const string Camera = """
        <path d="M228 204l22-44h100l22 44z" fill="{dark}"/><rect x="122" y="196" width="356" height="242" rx="38" fill="{main}"/><rect x="122" y="196" width="356" height="242" rx="38" fill="url(#s)"/>
        <path d="M122 262h356v110H122z" fill="{ink}" opacity=".85"/><rect x="150" y="176" width="54" height="24" rx="8" fill="{accent}"/><circle cx="440" cy="232" r="13" fill="#fff3c9"/>
        <circle cx="300" cy="318" r="96" fill="#8b96a3"/><circle cx="300" cy="318" r="80" fill="#2b3440"/><circle cx="300" cy="318" r="54" fill="{dark}"/><circle cx="300" cy="318" r="30" fill="#131a22"/>
        <path d="M262 286a50 50 0 0 1 34-20" fill="none" stroke="#fff" stroke-width="11" opacity=".8"/>
        """;

    public const string Device = """
        <rect x="146" y="150" width="308" height="224" rx="20" fill="#39424e"/><rect x="162" y="166" width="276" height="192" rx="8" fill="{main}"/>
        <path d="M162 320l76-74 58 52 62-78 80 84v46q0 8-8 8H170q-8 0-8-8z" fill="{dark}"/><circle cx="232" cy="214" r="24" fill="{accent}"/>
        <path d="M162 174q0-8 8-8h180L200 358h-30q-8 0-8-8z" fill="#fff" opacity=".14"/>
        <path d="M104 384h392l26 62q8 30-24 30H102q-32 0-24-30z" fill="#8b96a3"/><path d="M142 400h316l10 32H132z" fill="#55606d"/><path d="M146 416h308" stroke="#8b96a3" stroke-width="5"/><rect x="258" y="444" width="84" height="22" rx="6" fill="#aeb7c1"/>
        """;

    public const string Speaker = """
        <path d="M360 126l46-56" stroke="{ink}" stroke-width="9"/><circle cx="408" cy="68" r="9" fill="{accent}"/>
        <rect x="176" y="124" width="248" height="352" rx="46" fill="{main}"/><rect x="176" y="124" width="248" height="352" rx="46" fill="url(#s)"/>
        <circle cx="300" cy="356" r="88" fill="{ink}"/><circle cx="300" cy="356" r="62" fill="#3c4550"/><circle cx="300" cy="356" r="26" fill="{accent}"/><circle cx="300" cy="356" r="76" fill="none" stroke="#fff" stroke-width="3" opacity=".3"/>
        <circle cx="300" cy="208" r="44" fill="{ink}"/><circle cx="300" cy="208" r="18" fill="{light}"/><circle cx="390" cy="152" r="8" fill="#9fe8b0"/>
        """;

    public const string Bottle = """
        <rect x="266" y="88" width="68" height="66" rx="12" fill="{ink}"/><path d="M272 152h56v34q0 18 30 38 30 22 30 66v146q0 40-40 40h-96q-40 0-40-40V290q0-44 30-66 30-20 30-38z" fill="{main}"/>
        <path d="M272 152h56v34q0 18 30 38 30 22 30 66v146q0 40-40 40h-96q-40 0-40-40V290q0-44 30-66 30-20 30-38z" fill="url(#s)"/>
        <rect x="212" y="306" width="176" height="112" fill="#fffaf0"/><circle cx="300" cy="352" r="28" fill="{accent}"/><path d="M246 400h108" stroke="{dark}" stroke-width="8"/>
        <path d="M236 292q2-30 24-48" fill="none" stroke="#fff" stroke-width="12" opacity=".55"/>
        """;

    public const string Book = """
        <path d="M188 128h214a22 22 0 0 1 22 22v288H196q-34 0-34 26V156q0-28 26-28z" fill="{main}"/><path d="M188 128h214a22 22 0 0 1 22 22v288H196q-34 0-34 26V156q0-28 26-28z" fill="url(#s)"/>
        <path d="M424 438H194q-32 0-32 20t32 20h230z" fill="#fffaf0"/><path d="M424 438v40M196 452h228M196 466h228" stroke="#d9cdb5" stroke-width="3"/>
        <path d="M198 128v310" stroke="{dark}" stroke-width="13"/><rect x="240" y="186" width="144" height="84" rx="8" fill="{pale}"/><path d="M262 214h100M262 240h66" stroke="{dark}" stroke-width="9"/>
        <path d="M348 128h36v112l-18-18-18 18z" fill="{accent}"/>
        """;

    public const string Ball = """
        <circle cx="300" cy="306" r="170" fill="{main}"/><circle cx="300" cy="306" r="170" fill="url(#s)"/>
        <path d="M130 306h340M300 136v340M180 186q96 120 0 240M420 186q-96 120 0 240" fill="none" stroke="{ink}" stroke-width="10"/>
        <path d="M196 214q30-44 78-58" fill="none" stroke="#fff" stroke-width="16" opacity=".6"/>
        """;

    public const string Tent = """
        <path d="M300 142l214 334H86z" fill="{main}"/><path d="M300 142l214 334H86z" fill="url(#s)"/><path d="M300 142L186 476H86z" fill="{light}"/>
        <path d="M300 226l82 250H226z" fill="{ink}"/><path d="M300 226l-74 250h-34z" fill="{accent}"/><path d="M300 226l82 250h26z" fill="{dark}"/>
        <path d="M300 142v-36" stroke="#8a5a36" stroke-width="10"/><path d="M302 80l54 18-54 20z" fill="{accent}"/><circle cx="460" cy="130" r="30" fill="#ffe08a"/>
        """;

    public const string Blocks = """
        <rect x="134" y="330" width="146" height="146" rx="16" fill="{main}"/><rect x="298" y="330" width="146" height="146" rx="16" fill="{accent}"/><rect x="214" y="176" width="146" height="146" rx="16" fill="{light}" transform="rotate(-7 287 249)"/>
        <rect x="134" y="330" width="146" height="146" rx="16" fill="url(#s)"/><rect x="298" y="330" width="146" height="146" rx="16" fill="url(#s)"/>
        <circle cx="207" cy="403" r="40" fill="#fff" opacity=".88"/><path d="M371 362l40 76h-80z" fill="#fff" opacity=".88"/><rect x="252" y="214" width="70" height="70" rx="8" fill="#fff" opacity=".88" transform="rotate(-7 287 249)"/>
        <circle cx="446" cy="236" r="44" fill="{dark}"/><path d="M418 218a34 34 0 0 1 26-20" fill="none" stroke="#fff" stroke-width="8" opacity=".7"/>
        """;

    public const string Bear = """
        <circle cx="222" cy="150" r="44" fill="{main}"/><circle cx="378" cy="150" r="44" fill="{main}"/><circle cx="222" cy="150" r="24" fill="{pale}"/><circle cx="378" cy="150" r="24" fill="{pale}"/>
        <ellipse cx="166" cy="354" rx="38" ry="62" fill="{dark}" transform="rotate(24 166 354)"/><ellipse cx="434" cy="354" rx="38" ry="62" fill="{dark}" transform="rotate(-24 434 354)"/>
        <ellipse cx="300" cy="384" rx="118" ry="96" fill="{main}"/><ellipse cx="300" cy="394" rx="74" ry="66" fill="{pale}"/>
        <ellipse cx="214" cy="456" rx="50" ry="30" fill="{dark}"/><ellipse cx="386" cy="456" rx="50" ry="30" fill="{dark}"/>
        <circle cx="300" cy="220" r="108" fill="{main}"/><circle cx="300" cy="220" r="108" fill="url(#s)"/><ellipse cx="300" cy="258" rx="52" ry="40" fill="{pale}"/>
        <circle cx="262" cy="206" r="12" fill="{ink}"/><circle cx="338" cy="206" r="12" fill="{ink}"/><path d="M284 242h32l-16 18z" fill="{ink}"/><path d="M300 258q-4 18-22 18M300 258q4 18 22 18" fill="none" stroke="{ink}" stroke-width="6"/>
        <path d="M300 316l-50-24v50zM300 316l50-24v50z" fill="{accent}"/><circle cx="300" cy="317" r="13" fill="{dark}"/>
        """;

    public const string Kettlebell = """
        <path d="M222 268q-30-140 78-140t78 140" fill="none" stroke="{ink}" stroke-width="38"/><path d="M232 214q6-66 68-66" fill="none" stroke="#fff" stroke-width="8" opacity=".35"/>
        <path d="M300 226c90 0 144 62 144 134 0 58-34 98-60 116H216c-26-18-60-58-60-116 0-72 54-134 144-134z" fill="{main}"/>
        <path d="M300 226c90 0 144 62 144 134 0 58-34 98-60 116H216c-26-18-60-58-60-116 0-72 54-134 144-134z" fill="url(#s)"/>
        <circle cx="300" cy="362" r="58" fill="{pale}"/><path d="M276 394v-62M276 366l46-34M290 356l34 38" stroke="{dark}" stroke-width="13" fill="none"/><path d="M204 470h192" stroke="{accent}" stroke-width="12"/>
        """;
}
