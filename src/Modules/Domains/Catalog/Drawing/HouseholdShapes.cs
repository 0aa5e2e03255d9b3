namespace Servepath.Domains.Catalog;

/// <summary>Things of a household, drawn on 600 by 600 with places for colours. They stand on y = 478.</summary>
internal static class HouseholdShapes
{
    public const string Mug = """
        <path d="M402 250h34a58 58 0 0 1 0 150h-44" fill="none" stroke="{dark}" stroke-width="30"/>
        <path d="M178 196h236v212a66 66 0 0 1-66 66H244a66 66 0 0 1-66-66z" fill="{main}"/>
        <path d="M178 196h236v212a66 66 0 0 1-66 66H244a66 66 0 0 1-66-66z" fill="url(#s)"/>
        <path d="M178 318h236v44H178z" fill="{accent}"/><path d="M178 340q30-22 59 0t59 0 59 0 59 0" fill="none" stroke="#fff" stroke-width="7" opacity=".85"/>
        <ellipse cx="296" cy="196" rx="118" ry="24" fill="{dark}"/><ellipse cx="296" cy="200" rx="98" ry="16" fill="#5b3a29"/>
        <path d="M256 156q-18-22 0-44t0-42M322 156q-18-22 0-44t0-42" fill="none" stroke="#fff" stroke-width="11" opacity=".75"/>
        """;

    public const string Teapot = """
        <path d="M392 292q104-44 104 46t-112 72" fill="none" stroke="{dark}" stroke-width="28"/>
        <path d="M214 424q-66-6-84-84-10-44-48-58l52-26q46 20 56 74 8 34 44 30z" fill="{light}"/>
        <path d="M162 358c0-62 56-104 138-104s138 42 138 104c0 54-30 92-58 120H220c-28-28-58-66-58-120z" fill="{main}"/>
        <path d="M162 358c0-62 56-104 138-104s138 42 138 104c0 54-30 92-58 120H220c-28-28-58-66-58-120z" fill="url(#s)"/>
        <path d="M164 340h272q4 26-2 46H166q-6-20-2-46z" fill="{accent}"/>
        <path d="M176 364q31-20 62 0t62 0 62 0 62 0" fill="none" stroke="#fff" stroke-width="7" opacity=".85"/>
        <path d="M218 262q10-46 82-46t82 46q-82 22-164 0z" fill="{light}"/><circle cx="300" cy="206" r="18" fill="{dark}"/>
        <path d="M92 234q-16-20 0-40t0-38" fill="none" stroke="#fff" stroke-width="11" opacity=".75"/>
        """;

    public const string Lamp = """
        <path d="M300 296v160" stroke="{ink}" stroke-width="16"/>
        <path d="M222 462a78 22 0 0 1 156 0v14H222z" fill="{ink}"/>
        <path d="M236 304h128l46 60H190z" fill="#ffe9a8" opacity=".55"/>
        <path d="M232 118h136l62 190H170z" fill="{main}"/><path d="M232 118h136l62 190H170z" fill="url(#s)"/>
        <path d="M178 284h244l8 24H170z" fill="{accent}"/><path d="M226 136h148" stroke="#fff" stroke-width="8" opacity=".5"/>
        <path d="M380 308v62" stroke="{ink}" stroke-width="4"/><circle cx="380" cy="378" r="9" fill="{accent}"/>
        <ellipse cx="300" cy="308" rx="34" ry="12" fill="#fff6d8"/>
        """;

    public const string Chair = """
        <path d="M212 470l22-120M388 470l-22-120M252 452l10-90M348 452l-10-90" stroke="#8a5a36" stroke-width="17"/>
        <path d="M206 118q94-40 188 0l-16 172H222z" fill="{main}"/><path d="M206 118q94-40 188 0l-16 172H222z" fill="url(#s)"/>
        <path d="M300 104v180M252 108l10 178M348 108l-10 178" stroke="{dark}" stroke-width="5" opacity=".55"/>
        <rect x="186" y="282" width="228" height="66" rx="32" fill="{light}"/><rect x="186" y="316" width="228" height="34" rx="17" fill="{dark}"/>
        <rect x="268" y="188" width="76" height="76" rx="14" fill="{accent}" transform="rotate(-9 306 226)"/>
        """;

    public const string Plant = """
        <path d="M300 348V190" stroke="#3f7d4e" stroke-width="12"/>
        <path d="M300 226c-92-8-128-58-128-118 78-4 128 36 128 118z" fill="#5fa56c"/><path d="M300 226c92-8 128-58 128-118-78-4-128 36-128 118z" fill="#4b9160"/>
        <path d="M300 302c-70 4-116-24-134-70 62-16 120 8 134 70z" fill="#74b97f"/><path d="M300 302c70 4 116-24 134-70-62-16-120 8-134 70z" fill="#5fa56c"/>
        <path d="M300 200c-44-36-44-100 0-138 44 38 44 102 0 138z" fill="#86c78f"/>
        <path d="M196 338h208l-26 138H222z" fill="{main}"/><path d="M196 338h208l-26 138H222z" fill="url(#s)"/>
        <rect x="182" y="322" width="236" height="40" rx="12" fill="{light}"/><path d="M216 408h168" stroke="{accent}" stroke-width="14" stroke-dasharray="4 26"/>
        """;

    public const string Pan = """
        <path d="M392 332l112-58" stroke="{ink}" stroke-width="30"/><path d="M440 308l64-34" stroke="#8a5a36" stroke-width="30"/>
        <path d="M120 316h310q-4 142-112 154h-86q-108-12-112-154z" fill="{main}"/><path d="M120 316h310q-4 142-112 154h-86q-108-12-112-154z" fill="url(#s)"/>
        <ellipse cx="275" cy="316" rx="155" ry="36" fill="{dark}"/><ellipse cx="275" cy="322" rx="132" ry="26" fill="{ink}"/>
        <ellipse cx="252" cy="322" rx="56" ry="14" fill="#fff"/><ellipse cx="258" cy="319" rx="19" ry="8" fill="#f5b83d"/>
        <path d="M208 250q-18-22 0-44t0-44M276 240q-18-22 0-44t0-44M344 250q-18-22 0-44t0-44" fill="none" stroke="#fff" stroke-width="11" opacity=".75"/>
        """;

    public const string Cushion = """
        <path d="M150 292q150-34 300 0 30 90 0 172-150 28-300 0-30-84 0-172z" fill="{dark}"/>
        <path d="M166 152q134-30 268 0 34 130 0 260-134 30-268 0-34-130 0-260z" fill="{main}"/>
        <path d="M166 152q134-30 268 0 34 130 0 260-134 30-268 0-34-130 0-260z" fill="url(#s)"/>
        <path d="M178 216q122-24 244 0M172 282q128-24 256 0M176 350q124-24 248 0" fill="none" stroke="{pale}" stroke-width="14"/>
        <path d="M178 248q122-24 244 0M174 316q126-24 252 0" fill="none" stroke="{accent}" stroke-width="8" stroke-dasharray="2 22"/>
        <path d="M166 152l-22-20M434 152l22-20M166 412l-22 22M434 412l22 22" stroke="{accent}" stroke-width="16"/>
        """;

    public const string Jar = """
        <rect x="196" y="186" width="208" height="290" rx="44" fill="#fff" opacity=".75"/>
        <path d="M206 262h188v166a38 38 0 0 1-38 38H244a38 38 0 0 1-38-38z" fill="{main}"/><rect x="196" y="186" width="208" height="290" rx="44" fill="url(#s)"/>
        <path d="M206 262q47 24 94 0t94 0v18H206z" fill="{light}"/>
        <rect x="188" y="126" width="224" height="66" rx="18" fill="{ink}"/><path d="M214 140v38M246 140v38M278 140v38M310 140v38M342 140v38M374 140v38" stroke="#fff" stroke-width="4" opacity=".28"/>
        <rect x="226" y="310" width="148" height="108" rx="12" fill="#fffaf0"/><path d="M300 330c-30 22-30 46 0 66 30-20 30-44 0-66z" fill="{accent}"/><path d="M250 404h100" stroke="{dark}" stroke-width="6"/>
        """;

    public const string Tool = """
        <path d="M282 214h44l14 240a36 22 0 0 1-72 0z" fill="{main}"/><path d="M282 214h44l14 240a36 22 0 0 1-72 0z" fill="url(#s)"/>
        <path d="M276 330h56M274 362h60M272 394h64M270 426h68" stroke="{dark}" stroke-width="8"/>
        <path d="M176 132h190q62 0 92 62-54-18-92-12v38H236v-26h-60q-16 0-16-16v-30q0-16 16-16z" fill="#66707c"/>
        <path d="M176 132h190q62 0 92 62-54-18-92-12H160v-34q0-16 16-16z" fill="#8b96a3"/><rect x="284" y="196" width="40" height="42" rx="6" fill="{accent}"/>
        """;

    public const string Parcel = """
        <path d="M300 160l158 62v186l-158 70-158-70V222z" fill="#c08f5f"/><path d="M300 292l158-70v186l-158 70z" fill="#a37346"/>
        <path d="M142 222l158-62 158 62-158 70z" fill="#dcb283"/>
        <path d="M214 193l159 66 42-18-158-64z" fill="{main}"/><path d="M373 259l42-18v84l-21-8-21 26z" fill="{dark}"/>
        <path d="M172 356l62 27M172 382l40 17" stroke="#fff" stroke-width="8" opacity=".7"/>
        """;
}
