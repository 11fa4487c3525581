// SPDX-License-Identifier: MPL-2.0

package rds

import (
	"fmt"
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"
)

// fuzzMark is in every secret of these tests and nowhere else, so that a part of one is found too.
const fuzzMark = "canary"

// fuzzKeys have the letters that real keys have: digits and letters in ids and secrets, base64 in tokens.
func fuzzKeys() Credentials {
	return Credentials{
		AccessKeyID: "Canary0KeyId", AccessKeySecret: "s0canary/Secret+0=", SecurityToken: "CAIS/canary+Token/0123==",
	}
}

// fuzzSpellings are the ways in which a service may repeat a secret, written by hand.
func fuzzSpellings(secret string) []string {
	encoded := func(pairs ...string) string { return strings.NewReplacer(pairs...).Replace(secret) }
	return []string{
		secret, encoded("/", "%2F", "+", "%2B", "=", "%3D"), encoded("/", "%252F", "+", "%252B", "=", "%253D"),
		encoded("/", `\/`),
		encoded("/", "%2f", "+", "%2b", "=", "%3d"), encoded("/", "%252f", "+", "%252b", "=", "%253d"), encoded("/", "%2F"),
	}
}

// FuzzRedact puts the keys of the call, in each spelling, into any text: no part of them may be left, and the rest is
// one short line that a terminal can show.
func FuzzRedact(f *testing.F) {
	for i, text := range []string{
		"Specified access key is not found: @", "server string to sign is:POST&%2F&AccessKeyId%3D@",
		"https://rds.aliyuncs.com/?AccessKeyId=@&Action=X",
		"\x1b[31m@\u009b2J", "@@@", "Zugriff verweigert für @ \xff@", "//me:@@proxy:80", `{"AccessKeyId":"@"}`,
		strings.Repeat("@ ", 200), "a@\u2028b\u202e",
	} {
		f.Add(text, uint8(i))
	}
	f.Fuzz(func(t *testing.T, text string, how uint8) {
		if strings.Contains(strings.ToLower(text), fuzzMark) {
			return
		}
		keys := fuzzKeys()
		for _, secret := range []string{keys.AccessKeyID, keys.AccessKeySecret, keys.SecurityToken} {
			spellings := fuzzSpellings(secret)
			spelled := spellings[int(how)%len(spellings)]
			got := redact(strings.ReplaceAll(text, "@", spelled), keys.secrets())
			if strings.Contains(strings.ToLower(got), fuzzMark) {
				t.Errorf("%q survives in %q", spelled, got)
			}
			checkShowable(t, got)
		}
	})
}

// checkShowable fails where a text of foreign origin is not one short line.
func checkShowable(t *testing.T, text string) {
	t.Helper()
	if !utf8.ValidString(text) || strings.ContainsFunc(text, unicode.IsControl) || len(text) > maxMessage+len("...") {
		t.Errorf("this is no short line of text: %q", text)
	}
}

// FuzzRedactForeign puts keys that the client does not know into any text, in the shapes that give them away.
func FuzzRedactForeign(f *testing.F) {
	shapes := []string{
		"LTAI5t" + fuzzMark + "0", "STS.N" + fuzzMark + "0", "http://me:" + fuzzMark + "@proxy",
		"http://me:pa/" + fuzzMark + "@proxy:80",
		"http://me:pa@" + fuzzMark + "@proxy:80", "http://:" + fuzzMark + "@proxy:80",
		"https://oss/file?Expires=1&Signature=" + fuzzMark,
	}
	for _, name := range []string{
		"AccessKeyId", "AccessKeySecret", "SecurityToken", "BearerToken", "SignatureNonce", "Signature", "accesskeysecret",
	} {
		for _, form := range []string{"%s=%s", "%s: %s", `"%s":"%s"`, `"%s": "%s"`, "%s%%3D%s", "%s%%253D%s"} {
			shapes = append(shapes, fmt.Sprintf(form, name, fuzzMark))
		}
	}
	arounds := []string{"The key", " is refused.", "", " and ", "\n", `"`, "&", "POST&", "%", "}", "?a=b"}
	for i := range shapes {
		f.Add(arounds[i%len(arounds)], arounds[(i+1)%len(arounds)], uint8(i))
	}
	f.Fuzz(func(t *testing.T, before, after string, which uint8) {
		if strings.Contains(strings.ToLower(before+after), fuzzMark) {
			return
		}
		// A name of its own: a letter before it or a letter behind it would make it another word.
		got := redact(before+" "+shapes[int(which)%len(shapes)]+" "+after, nil)
		if strings.Contains(got, fuzzMark) {
			t.Errorf("%q between %q and %q becomes %q", shapes[int(which)%len(shapes)], before, after, got)
		}
		checkShowable(t, got)
	})
}
