// SPDX-License-Identifier: MPL-2.0

package rds_test

import (
	"crypto/hmac"
	"crypto/sha1"
	"encoding/base64"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"testing"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit/transport"
)

// pair is one parameter as it travels, decoded byte by byte without the help of net/url.
type pair struct{ name, value string }

// sentPairs takes a query apart as the documentation says: "+" is a space, and "%" begins two hexadecimal digits.
func sentPairs(t *testing.T, query string) []pair {
	t.Helper()
	decode := func(text string) string {
		var b []byte
		for i := 0; i < len(text); i++ {
			switch c := text[i]; {
			case c == '+':
				b = append(b, ' ')
			case c == '%' && i+2 < len(text):
				code, err := strconv.ParseUint(text[i+1:i+3], 16, 8)
				if err != nil {
					t.Fatalf("%q is not encoded well", text)
				}
				b, i = append(b, byte(code)), i+2
			case c > ' ' && c <= '~' && c != '%' && c != '#':
				b = append(b, c)
			default:
				t.Fatalf("%q is not encoded well", text)
			}
		}
		return string(b)
	}
	var pairs []pair
	for part := range strings.SplitSeq(query, "&") {
		name, value, _ := strings.Cut(part, "=")
		pairs = append(pairs, pair{decode(name), decode(value)})
	}
	return pairs
}

// documentedEncoding leaves unreserved bytes as they are and writes all others as "%XY" in upper case.
func documentedEncoding(text string) string {
	const unreserved = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_.~"
	var b strings.Builder
	for _, c := range []byte(text) {
		if strings.IndexByte(unreserved, c) >= 0 {
			b.WriteByte(c)
			continue
		}
		b.WriteString("%" + strings.ToUpper(strconv.FormatUint(uint64(c)|0x100, 16)[1:]))
	}
	return b.String()
}

// documentedSignature is the recipe of version 1.0, from the parameters that arrived.
func documentedSignature(method string, pairs []pair, secret string) string {
	var encoded []string
	sorted := slices.Clone(pairs)
	slices.SortFunc(sorted, func(a, b pair) int { return strings.Compare(a.name, b.name) })
	for _, p := range sorted {
		if p.name != "Signature" {
			encoded = append(encoded, documentedEncoding(p.name)+"="+documentedEncoding(p.value))
		}
	}
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(method + "&%2F&" + documentedEncoding(strings.Join(encoded, "&"))))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// FuzzSignature sends any parameter with any keys, and verifies what was sent as the API does: the signature fits, and
// every value arrives as it was given.
func FuzzSignature(f *testing.F) {
	f.Add("a name~with*specials+and ü", canaryID, canarySecret, canaryToken, "203.0.113.7")
	f.Add("%2F%", "id", "secret&", "", "::1")
	f.Add("\xff\xfe\x00", "STS.Nüx", " ", "CAIS+/==", "")
	f.Add("&a=b&Signature=x", "k=&", "s\n", "t\r\n#?", "*")
	f.Add("~'()!$,;:@", "~", "~", "~", "~")
	f.Fuzz(func(t *testing.T, name, id, secret, token, sourceIP string) {
		var sent *http.Request
		client := fuzzClient(t, fuzzAnswer{status: http.StatusOK}, func(c *rds.Config) {
			c.Credentials = rds.StaticCredentials(
				rds.Credentials{AccessKeyID: id, AccessKeySecret: secret, SecurityToken: token},
			)
			c.SourceIP = sourceIP
			answer := c.Transport
			c.Transport = transport.Func(func(r *http.Request) (*http.Response, error) {
				sent = r
				return answer.RoundTrip(r)
			})
		})
		_, err := client.RoleExists(t.Context(), name)
		if sent == nil {
			if err == nil || id != "" && secret != "" {
				t.Fatalf("nothing was sent: %v", err)
			}
			return
		}
		checkSigned(
			t,
			sent,
			map[string]string{"RoleName": name, "AccessKeyId": id, "SecurityToken": token, "SourceIp": sourceIP},
			secret,
		)
	})
}

func checkSigned(t *testing.T, sent *http.Request, want map[string]string, secret string) {
	t.Helper()
	got := map[string]string{}
	pairs := sentPairs(t, sent.URL.RawQuery)
	for _, p := range pairs {
		if _, twice := got[p.name]; twice {
			t.Errorf("%q was sent twice in %s", p.name, sent.URL.RawQuery)
		}
		got[p.name] = p.value
	}
	for name, value := range want {
		if arrived, ok := got[name]; arrived != value || ok != (value != "") {
			t.Errorf("%s is %q, want %q", name, arrived, value)
		}
	}
	if want := documentedSignature(sent.Method, pairs, secret); got["Signature"] != want {
		t.Errorf("the signature is %s, want %s, of %s", got["Signature"], want, sent.URL.RawQuery)
	}
	for name, values := range sent.Header {
		if strings.Contains(strings.Join(values, " "), secret) && len(secret) > 8 {
			t.Errorf("the header %s holds the secret", name)
		}
	}
}
