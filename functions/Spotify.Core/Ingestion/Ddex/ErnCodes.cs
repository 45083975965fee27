using System.Collections.Frozen;

namespace Spotify.Core.Ingestion.Ddex;

/// <summary>The codes that a DDEX message is written in, beyond those of <see cref="ManifestCodes"/>.</summary>
public static class ErnCodes
{
    private const string Alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

    // Those of ISO 639-2 (both its forms) that have a code in ISO 639-1.
    private const string ThreeLetters =
        "aar=aa abk=ab afr=af aka=ak alb=sq amh=am ara=ar arg=an arm=hy asm=as ava=av ave=ae aym=ay aze=az bak=ba bam=bm baq=eu bel=be ben=bn bih=bh bis=bi bod=bo bos=bs "
        + "bre=br bul=bg bur=my cat=ca ces=cs cha=ch che=ce chi=zh chu=cu chv=cv cor=kw cos=co cre=cr cym=cy cze=cs dan=da deu=de div=dv dut=nl dzo=dz ell=el eng=en epo=eo "
        + "est=et eus=eu ewe=ee fao=fo fas=fa fij=fj fin=fi fra=fr fre=fr fry=fy ful=ff geo=ka ger=de gla=gd gle=ga glg=gl glv=gv gre=el grn=gn guj=gu hat=ht hau=ha heb=he "
        + "her=hz hin=hi hmo=ho hrv=hr hun=hu hye=hy ibo=ig ice=is ido=io iii=ii iku=iu ile=ie ina=ia ind=id ipk=ik isl=is ita=it jav=jv jpn=ja kal=kl kan=kn kas=ks kat=ka "
        + "kau=kr kaz=kk khm=km kik=ki kin=rw kir=ky kom=kv kon=kg kor=ko kua=kj kur=ku lao=lo lat=la lav=lv lim=li lin=ln lit=lt ltz=lb lub=lu lug=lg mac=mk mah=mh mal=ml "
        + "mao=mi mar=mr may=ms mkd=mk mlg=mg mlt=mt mon=mn mri=mi msa=ms mya=my nau=na nav=nv nbl=nr nde=nd ndo=ng nep=ne nld=nl nno=nn nob=nb nor=no nya=ny oci=oc oji=oj "
        + "ori=or orm=om oss=os pan=pa per=fa pli=pi pol=pl por=pt pus=ps que=qu roh=rm ron=ro rum=ro run=rn rus=ru sag=sg san=sa sin=si slk=sk slo=sk slv=sl sme=se smo=sm "
        + "sna=sn snd=sd som=so sot=st spa=es sqi=sq srd=sc srp=sr ssw=ss sun=su swa=sw swe=sv tah=ty tam=ta tat=tt tel=te tgk=tg tgl=tl tha=th tib=bo tir=ti ton=to tsn=tn "
        + "tso=ts tuk=tk tur=tr twi=tw uig=ug ukr=uk urd=ur uzb=uz ven=ve vie=vi vol=vo wel=cy wln=wa wol=wo xho=xh yid=yi yor=yo zha=za zho=zh zul=zu";

    private static readonly FrozenDictionary<string, string> Shorter = ThreeLetters.Split(' ').ToFrozenDictionary(pair => pair[..3], pair => pair[4..], StringComparer.Ordinal);
    private static readonly FrozenSet<string> Languages = Shorter.Values.Append("sh").Append("iw").Append("in").Append("ji").ToFrozenSet(StringComparer.Ordinal);

    /// <summary>A DDEX party id without hyphens and in capitals.</summary>
    /// <returns>18 characters, <c>PADPIDA</c> and eleven letters or digits, the last of them the right check character; null where the text is none.</returns>
    public static string? NormaliseDpid(string text)
    {
        var plain = Plain(text);
        return plain.Length == 18 && plain.StartsWith("PADPIDA", StringComparison.Ordinal) && HasCheckCharacter(plain) ? plain : null;
    }

    /// <summary>A Global Release Identifier without hyphens, in capitals and without the prefix <c>GRID:</c>.</summary>
    /// <returns>18 characters beginning with <c>A1</c>, the last of them the right check character; null where the text is none.</returns>
    public static string? NormaliseGrid(string text)
    {
        var plain = Plain(text);
        if (plain.StartsWith("GRID:", StringComparison.Ordinal))
            plain = plain[5..];
        return plain.Length == 18 && plain.StartsWith("A1", StringComparison.Ordinal) && HasCheckCharacter(plain) ? plain : null;
    }

    /// <summary>Whether a text ends in its check character of ISO 7064 MOD 37,36, as DDEX party ids and GRids do.</summary>
    public static bool HasCheckCharacter(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        if (text.Length < 2)
            return false;
        var product = 36;
        for (var i = 0; i < text.Length; i++)
        {
            var value = Alphabet.IndexOf(text[i], StringComparison.Ordinal);
            if (value < 0)
                return false;
            var sum = (product + value) % 36;
            if (i == text.Length - 1)
                return sum == 1;
            product = (sum == 0 ? 36 : sum) * 2 % 37;
        }

        return false;
    }

    /// <summary>The check character of ISO 7064 MOD 37,36 for a text that has none yet.</summary>
    /// <param name="text">Digits and capital letters.</param>
    public static char CheckCharacterOf(string text) => Alphabet.First(character => HasCheckCharacter(text + character));

    /// <summary>A language as ISO 639-1 has it.</summary>
    /// <param name="code">ISO 639-1 or 639-2, with or without script and country: <c>ja</c>, <c>jpn</c>, <c>zh-Hant</c>.</param>
    /// <param name="isKnown">Whether it is a language's code at all.</param>
    /// <returns>Two lower-case letters; null where the code means no language (<c>zxx</c>), or one that ISO 639-1 has no code for.</returns>
    public static string? LanguageOf(string code, out bool isKnown)
    {
        ArgumentNullException.ThrowIfNull(code);
        var language = code.Split('-', '_')[0].ToLowerInvariant();
        isKnown = language.Length is 2 or 3 && language.All(char.IsAsciiLetterLower) && (language.Length == 3 || Languages.Contains(language));
        if (!isKnown)
            return null;
        return language.Length == 2 ? language : Shorter.GetValueOrDefault(language);
    }

    private static string Plain(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        return text.Length > 40 ? "" : text.Replace("-", "", StringComparison.Ordinal).Trim().ToUpperInvariant();
    }
}
