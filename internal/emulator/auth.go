// SPDX-License-Identifier: MPL-2.0

package emulator

import (
	"crypto/hmac"
	"crypto/sha1"
	"crypto/subtle"
	"encoding/base64"
	"maps"
	"net/http"
	"net/url"
	"strings"
	"time"
)

// timestampWindow is how far a request's Timestamp may be from the server's clock.
const timestampWindow = 15 * time.Minute

// Schemes under which a call can be signed, as the call record names them.
const (
	schemeV1   = "v1"
	schemeACS3 = "acs3"
	schemeNone = "none"
)

// authenticate finds out who calls. It checks, in this order: presence, timestamp, key, security token, signature and
// nonce. The nonce comes last, so that a call with a bad signature does not use one up.
func (s *Server) authenticate(r *http.Request, params url.Values, body []byte) (principal, *apiError) {
	if isACS3(r) {
		return s.authenticateACS3(r, body)
	}
	for _, name := range []string{
		"AccessKeyId", "SignatureMethod", "SignatureVersion", "SignatureNonce", "Timestamp", "Signature",
	} {
		if params.Get(name) == "" {
			return principal{}, refuse("MissingParameter", name)
		}
	}
	if params.Get("SignatureMethod") != "HMAC-SHA1" {
		return principal{}, refuse("InvalidParameter", "SignatureMethod")
	}
	if params.Get("SignatureVersion") != "1.0" {
		return principal{}, refuse("InvalidParameter", "SignatureVersion")
	}
	// SignatureType may be present and empty. BEARERTOKEN is not modeled.
	if params.Get("SignatureType") != "" {
		return principal{}, refuse("InvalidParameter", "SignatureType")
	}
	if err := s.checkTimestamp(params.Get("Timestamp")); err != nil {
		return principal{}, err
	}
	who, err := s.keys.find(params.Get("AccessKeyId"), params.Get("SecurityToken"), s.apiNow())
	if err != nil {
		return principal{}, err
	}
	toSign := stringToSign(r.Method, params)
	if subtle.ConstantTimeCompare([]byte(signV1(who.secret, toSign)), []byte(params.Get("Signature"))) != 1 {
		return principal{}, refuse("SignatureDoesNotMatch", toSign)
	}
	if !s.nonces.use(who.keyID, params.Get("SignatureNonce"), s.apiNow()) {
		return principal{}, refuse("SignatureNonceUsed", "")
	}
	return who, nil
}

func (s *Server) checkTimestamp(value string) *apiError {
	at, ok := parseExactly(secondsFormat, value)
	if !ok {
		return refuse("InvalidTimeStamp.Format", "")
	}
	if skew := s.apiNow().Sub(at).Abs(); skew > timestampWindow {
		return refuse("InvalidTimeStamp.Expired", "")
	}
	return nil
}

// stringToSign follows the documented recipe of the RPC signature, version 1.0.
func stringToSign(method string, params url.Values) string {
	signed := maps.Clone(params)
	delete(signed, "Signature")
	return method + "&" + percentEncode("/") + "&" + percentEncode(canonicalQuery(signed))
}

func signV1(secret, toSign string) string {
	mac := hmac.New(sha1.New, []byte(secret+"&"))
	mac.Write([]byte(toSign))
	return base64.StdEncoding.EncodeToString(mac.Sum(nil))
}

// percentEncode leaves only the unreserved characters of RFC 3986 as they are.
func percentEncode(text string) string {
	return unreserved.Replace(url.QueryEscape(text))
}

// unreserved turns Go's encoding of a query into that of RFC 3986.
var unreserved = strings.NewReplacer("+", "%20", "*", "%2A", "%7E", "~")
