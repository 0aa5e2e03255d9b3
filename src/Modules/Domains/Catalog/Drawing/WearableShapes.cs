namespace Servepath.Domains.Catalog;

/// <summary>Things that are worn or carried.</summary>
internal static class WearableShapes
{
    public const string Backpack = """
        <path d="M246 150v-22a54 46 0 0 1 108 0v22" fill="none" stroke="{ink}" stroke-width="18"/>
        <path d="M188 270q-44 20-38 150 2 30 44 32M412 270q44 20 38 150-2 30-44 32" fill="{dark}"/>
        <path d="M184 232q0-98 116-98t116 98v210q0 34-34 34H218q-34 0-34-34z" fill="{main}"/><path d="M184 232q0-98 116-98t116 98v210q0 34-34 34H218q-34 0-34-34z" fill="url(#s)"/>
        <path d="M184 240q116 62 232 0v-8q0-98-116-98t-116 98z" fill="{dark}"/>
        <rect x="218" y="330" width="164" height="120" rx="22" fill="{light}"/><path d="M218 364h164" stroke="{dark}" stroke-width="8"/><rect x="288" y="356" width="24" height="34" rx="8" fill="{accent}"/>
        <rect x="284" y="226" width="32" height="66" rx="10" fill="#8a5a36"/><rect x="280" y="266" width="40" height="20" rx="5" fill="{accent}"/>
        """;

    public const string Shoe = """
        <path d="M118 412q-14-104 26-196 40 34 92 14l92 96q20 20 66 28 88 14 92 78v14H118z" fill="{main}"/><path d="M118 412q-14-104 26-196 40 34 92 14l92 96q20 20 66 28 88 14 92 78v14H118z" fill="url(#s)"/>
        <path d="M144 216q40 34 92 14l26 28q-70 48-128 14z" fill="{dark}"/><path d="M396 356q84 14 90 76v14h-104q-22-50 14-90z" fill="{light}"/>
        <path d="M254 292l44-32M282 320l44-32M312 346l40-30" stroke="#fff" stroke-width="12"/>
        <path d="M132 340q90-6 158 92" fill="none" stroke="{accent}" stroke-width="20"/>
        <path d="M108 428h386q10 48-34 48H138q-30 0-30-48z" fill="#fff"/><path d="M108 446h386" stroke="{accent}" stroke-width="9"/>
        """;

    public const string Shirt = """
        <path d="M222 128l-96 56 40 104 46-20v200q88 16 176 0V268l46 20 40-104-96-56q-78 54-156 0z" fill="{main}"/>
        <path d="M222 128l-96 56 40 104 46-20v200q88 16 176 0V268l46 20 40-104-96-56q-78 54-156 0z" fill="url(#s)"/>
        <path d="M222 128q78 54 156 0l-20-10q-58 32-116 0z" fill="{dark}"/><path d="M212 268l8-54M388 268l-8-54" stroke="{dark}" stroke-width="6"/>
        <path d="M212 322h176v42H212z" fill="{accent}"/><path d="M212 378h176" stroke="{pale}" stroke-width="12"/>
        """;

    public const string Trousers = """
        <path d="M206 118h188l26 352h-92l-28-224-28 224h-92z" fill="{main}"/><path d="M206 118h188l26 352h-92l-28-224-28 224h-92z" fill="url(#s)"/>
        <path d="M206 118h188l4 40H202z" fill="{dark}"/><rect x="286" y="124" width="28" height="26" rx="4" fill="{accent}"/>
        <path d="M300 158v88M214 166q8 46 40 50M386 166q-8 46-40 50" fill="none" stroke="{dark}" stroke-width="6"/>
        <path d="M182 448h92M326 448h92" stroke="{light}" stroke-width="12"/>
        """;

    public const string Hat = """
        <path d="M168 372q-8-210 132-214 140 4 132 214z" fill="{main}"/><path d="M168 372q-8-210 132-214 140 4 132 214z" fill="url(#s)"/>
        <path d="M232 366q-6-110 68-206M368 366q6-110-68-206M300 160v206" fill="none" stroke="{dark}" stroke-width="7" opacity=".6"/>
        <rect x="150" y="354" width="300" height="86" rx="32" fill="{light}"/><path d="M186 366v62M224 366v62M262 366v62M300 366v62M338 366v62M376 366v62M414 366v62" stroke="{main}" stroke-width="9"/>
        <circle cx="300" cy="142" r="42" fill="{accent}"/><path d="M276 122l48 40M324 122l-48 40M300 108v68" stroke="#fff" stroke-width="5" opacity=".5"/>
        """;

    public const string Watch = """
        <path d="M248 196l10-98h84l10 98M248 384l10 92h84l10-92" fill="#8a5a36"/><path d="M272 112h56M272 462h56" stroke="#fff" stroke-width="5" opacity=".4"/>
        <rect x="408" y="272" width="28" height="38" rx="8" fill="#8b96a3"/><circle cx="300" cy="290" r="120" fill="#66707c"/><circle cx="300" cy="290" r="120" fill="url(#s)"/>
        <circle cx="300" cy="290" r="98" fill="#fffdf7"/><path d="M300 206v18M300 356v18M216 290h18M366 290h18" stroke="{ink}" stroke-width="9"/>
        <path d="M300 290l-40-34M300 290l16-62" stroke="{ink}" stroke-width="11"/><path d="M300 290l46 40" stroke="{accent}" stroke-width="6"/><circle cx="300" cy="290" r="10" fill="{main}"/>
        """;

    public const string Glasses = """
        <path d="M118 262l-30-16M482 262l30-16" stroke="{dark}" stroke-width="20"/>
        <rect x="112" y="226" width="164" height="142" rx="60" fill="{ink}" opacity=".82"/><rect x="324" y="226" width="164" height="142" rx="60" fill="{ink}" opacity=".82"/>
        <rect x="112" y="226" width="164" height="142" rx="60" fill="none" stroke="{main}" stroke-width="22"/><rect x="324" y="226" width="164" height="142" rx="60" fill="none" stroke="{main}" stroke-width="22"/>
        <path d="M276 278q24-26 48 0" fill="none" stroke="{main}" stroke-width="20"/><path d="M150 276l44-34M362 276l44-34M160 306l70-52M372 306l70-52" stroke="#fff" stroke-width="10" opacity=".35"/>
        <circle cx="112" cy="258" r="8" fill="{accent}"/><circle cx="488" cy="258" r="8" fill="{accent}"/>
        """;

    public const string Ring = """
        <circle cx="300" cy="356" r="104" fill="none" stroke="#d9a93f" stroke-width="32"/><path d="M216 322a92 92 0 0 1 96-66" fill="none" stroke="#fff2c4" stroke-width="11"/>
        <path d="M222 190l78-62 78 62-78 80z" fill="{main}"/><path d="M222 190l46-10 32 90z" fill="{dark}"/><path d="M378 190l-46-10-32 90z" fill="{light}"/><path d="M300 128l-32 52h64z" fill="{pale}"/>
        <path d="M222 190l78-62 78 62z" fill="#fff" opacity=".25"/><path d="M262 252l38 26 38-26" fill="none" stroke="#d9a93f" stroke-width="18"/>
        <path d="M430 130v52M404 156h52M170 120v32M154 136h32" stroke="#fff" stroke-width="9"/>
        """;

    public const string Tote = """
        <path d="M226 250q-8-140 74-140t74 140" fill="none" stroke="#8a5a36" stroke-width="18"/>
        <path d="M152 236h296l26 220q2 20-20 20H146q-22 0-20-20z" fill="{main}"/><path d="M152 236h296l26 220q2 20-20 20H146q-22 0-20-20z" fill="url(#s)"/>
        <path d="M152 236h296l4 32H148z" fill="{dark}"/><path d="M226 250q-8-96 74-96t74 96" fill="none" stroke="#a8734a" stroke-width="18"/>
        <path d="M130 424h340" stroke="{dark}" stroke-width="6" stroke-dasharray="14 12"/><circle cx="300" cy="348" r="50" fill="{accent}"/><path d="M300 316c-20 20-20 44 0 64 20-20 20-44 0-64z" fill="#fff" opacity=".85"/>
        """;
}
