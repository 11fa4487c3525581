// SPDX-License-Identifier: MPL-2.0

package provider

import (
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/hashicorp/terraform-plugin-framework/attr"
	"github.com/hashicorp/terraform-plugin-framework/diag"
	"github.com/hashicorp/terraform-plugin-framework/path"
	"github.com/hashicorp/terraform-plugin-framework/types"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/credentials"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/tfdiag"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The values of protocol.
const (
	protocolHTTP  = "HTTP"
	protocolHTTPS = "HTTPS"
)

// Settings is the provider block combined with the environment. No file was read for it, and no call was made.
type Settings struct {
	Credentials credentials.Choice
	Region      string // "" = none was given

	Endpoints            Endpoints
	EndpointsFrom        map[string]string // by service, the setting that named its endpoint
	Plaintext            bool
	ReadTimeout          time.Duration // 0 = the client's own
	ConnectTimeout       time.Duration // 0 = the client's own
	MaxRetryTimeout      time.Duration // 0 = the client's own
	MaxRequestsPerSecond int64         // 0 = as many as the API takes
	SourceIP             string
	SecureTransport      string
	ConfigurationSource  string
	AccountID            string

	SkipRegionValidation bool
	Checks               walk.Checks

	// Unknown names the arguments that are not known yet, sorted.
	Unknown []string
	// ClientUnknown says that the client needs one of them. No call can be made then.
	ClientUnknown bool
}

// Endpoints are the endpoints as given; "" means the public one.
type Endpoints struct{ RDS, STS, RAM string }

// resolver collects what the resolution of one block finds.
type resolver struct {
	env      Environment
	settings Settings
	diags    diag.Diagnostics
}

// given is the value of one argument, and where it comes from.
type given struct {
	value  string
	origin string // "argument region" or "environment variable ALICLOUD_REGION"; "" = absent
	path   path.Path
}

// How origins begin.
const (
	fromArgument = "argument "
	fromBlock    = "block "
	fromVariable = "environment variable "
)

func (g given) set() bool { return g.origin != "" }

// resolve combines block and environment. It is pure: it reads only its arguments.
func resolve(block model, env Environment) (Settings, diag.Diagnostics) {
	r := &resolver{env: env}
	s := &r.settings

	s.Credentials = r.credentials(block)
	s.SkipRegionValidation = r.skipRegionValidation(block.SkipRegionValidation)
	s.Region = r.region(block.Region)
	s.Plaintext = strings.EqualFold(r.text("protocol", block.Protocol).value, protocolHTTP)
	s.Endpoints = r.endpoints(block.Endpoints)
	s.ReadTimeout = r.duration("client_read_timeout", block.ClientReadTimeout, time.Millisecond)
	s.ConnectTimeout = r.duration("client_connect_timeout", block.ClientConnectTimeout, time.Millisecond)
	s.MaxRetryTimeout = r.duration("max_retry_timeout", block.MaxRetryTimeout, time.Second)
	s.MaxRequestsPerSecond = r.number("max_requests_per_second", block.MaxRequestsPerSecond)
	s.SourceIP = r.shaped(r.text("source_ip", block.SourceIP), "source_ip", addressShape, addressWords)
	s.SecureTransport = r.secureTransport(block.SecureTransport)
	s.ConfigurationSource = r.configurationSource(block.ConfigurationSource)
	s.AccountID = r.shaped(r.text("account_id", block.AccountID), "account_id", accountShape, accountWords)
	s.Checks = r.checks(block)
	r.warnOfUnused()
	r.refuseUnknown(block)

	slices.Sort(s.Unknown)
	s.Unknown = slices.Compact(s.Unknown)
	return r.settings, r.diags
}

// unknown notes an argument whose value comes later. The client can do without the arguments of the checks, and
// without a region: each type says what it cannot do then.
func (r *resolver) unknown(name string) {
	r.settings.Unknown = append(r.settings.Unknown, name)
	switch name {
	case "plan_checks", "ignore_checks", "allowed_destination_regions", "cross_border", "minimum_retention_days",
		"skip_region_validation", "region":
	default:
		r.settings.ClientUnknown = true
	}
}

// text resolves one argument: the block, then the environment.
func (r *resolver) text(name string, value types.String) given {
	at := path.Root(name)
	if value.IsUnknown() {
		r.unknown(name)
		return given{path: at}
	}
	if argument := argumentOf(name, value, at); argument.set() {
		return argument
	}
	return r.fromEnvironment(name, at)
}

// argumentOf is the value of an argument. An empty one, or one of blanks alone, is not set.
func argumentOf(name string, value types.String, at path.Path) given {
	text := credentials.Trim(value.ValueString())
	if text == "" {
		return given{path: at}
	}
	return given{value: text, origin: fromArgument + name, path: at}
}

// clean returns a key, an id or an address as it can be used, or refuses it. It is reported at the block, since
// Terraform prints the line of the configuration that an error is at.
func (r *resolver) clean(value given) (cleaned string, ok bool) {
	cleaned, err := credentials.Clean(value.value)
	if err != nil {
		r.diags.Append(message.StrayCharacters.Error(value.path.ParentPath(),
			fmt.Sprintf("The %s %s. No call was made. The value is not shown, because it may be secret.", value.origin, err)))
	}
	return cleaned, err == nil
}

func (r *resolver) fromEnvironment(name string, at path.Path) given {
	value, variable := r.env.first(name)
	if variable == "" {
		return given{path: at}
	}
	return given{value: value, origin: fromVariable + variable, path: at}
}

func (r *resolver) skipRegionValidation(value types.Bool) bool {
	const name = "skip_region_validation"
	if value.IsUnknown() {
		r.unknown(name)
		return true // refuse nothing that may turn out to be allowed
	}
	if !value.IsNull() {
		return value.ValueBool()
	}
	from := r.fromEnvironment(name, path.Root(name))
	if !from.set() {
		return false
	}
	parsed, err := strconv.ParseBool(from.value)
	if err != nil {
		r.diags.Append(message.InvalidVariable.Error(from.path,
			fmt.Sprintf("The %s holds %q, where true or false is expected. Correct or unset the variable, or set %s in the "+
				"provider block.", from.origin, message.Shortened(from.value), name)))
	}
	return parsed
}

func (r *resolver) duration(name string, value types.Int64, unit time.Duration) time.Duration {
	if value.IsUnknown() {
		r.unknown(name)
		return 0
	}
	if !value.IsNull() {
		return time.Duration(value.ValueInt64()) * unit
	}
	from := r.fromEnvironment(name, path.Root(name))
	if !from.set() {
		return 0
	}
	parsed, err := strconv.ParseInt(from.value, 10, 32)
	if err != nil || parsed < 0 {
		r.diags.Append(message.InvalidVariable.Error(from.path,
			fmt.Sprintf("The %s holds %q, where a whole number of %s is expected. Correct or unset the variable, or set %s "+
				"in the provider block.",
				from.origin, message.Shortened(from.value), unitName(unit), name)))
		return 0
	}
	return time.Duration(parsed) * unit
}

// number resolves a number that has no environment variable; 0 means that it is not set.
func (r *resolver) number(name string, value types.Int64) int64 {
	if value.IsUnknown() {
		r.unknown(name)
	}
	return value.ValueInt64()
}

// secureTransports are the values that secure_transport takes. The official provider takes any text, but RAM compares
// with these.
func secureTransports() []string { return []string{"true", "false"} }

func (r *resolver) secureTransport(value types.String) string {
	secure := r.text("secure_transport", value)
	sent := strings.ToLower(secure.value)
	if secure.set() && !slices.Contains(secureTransports(), sent) {
		r.diags.Append(message.InvalidVariable.Error(secure.path,
			fmt.Sprintf("The %s holds %q, where true or false is expected. Correct or remove it.", secure.origin,
				message.Shortened(secure.value))))
	}
	return sent
}

func unitName(unit time.Duration) string {
	if unit == time.Millisecond {
		return "milliseconds"
	}
	return "seconds"
}

func (r *resolver) region(value types.String) string {
	region := r.text("region", value)
	if region.set() {
		r.diags.Append(checkRegion(region, r.settings.SkipRegionValidation)...)
	}
	return region.value
}

// checkRegion refuses what is no region id, and warns of an id that looks like a typing error. Only the API knows
// whether the region exists.
func checkRegion(region given, skip bool) diag.Diagnostics {
	diags := walk.CheckRegionID(region.path, region.origin, region.value, skip)
	if suggestion := tfdiag.Suggestion(region.value); !skip && !diags.HasError() && suggestion != "" {
		diags.Append(unknownRegion(region, suggestion))
	}
	return diags
}

// checkDestination is checkRegion, and warns of every region that is not known: with a typing error in the allowed
// regions, the region that was meant is refused.
func checkDestination(region given, skip bool) diag.Diagnostics {
	diags := checkRegion(region, skip)
	if !skip && !eligibility.KnownRegion(region.value) && len(diags) == 0 {
		diags.Append(unknownRegion(region, ""))
	}
	return diags
}

func unknownRegion(region given, suggestion string) diag.Diagnostic {
	return message.UnknownRegion.Warning(region.path,
		fmt.Sprintf("The %s holds %q, which is no region that this version of the provider knows.%s\n\n"+
			"Correct the id, or set skip_region_validation = true if it is meant.", region.origin, region.value, suggestion))
}

func (r *resolver) configurationSource(value types.String) string {
	source := r.text("configuration_source", value)
	problem := ""
	switch unprintable := func(c rune) bool { return c < ' ' || c > '~' }; {
	case len(source.value) > maxConfigurationSource:
		problem = fmt.Sprintf("%d characters", len(source.value))
	case strings.ContainsFunc(source.value, unprintable):
		problem = "a line end, or a character that is not printable ASCII"
	default:
		return source.value
	}
	r.diags.Append(message.InvalidUserAgent.Error(source.path, fmt.Sprintf(
		"The %s has %s. It goes into an HTTP header, which takes at most %d printable ASCII characters on one line. "+
			"Shorten or correct it.", source.origin, problem, maxConfigurationSource)))
	return ""
}

// stringsOf returns the elements of a set, and false while the set or an element is unknown.
func stringsOf(set types.Set) (values []string, known bool) {
	if set.IsUnknown() {
		return nil, false
	}
	for _, element := range set.Elements() {
		if element.IsUnknown() {
			return nil, false
		}
		values = append(values, textOf(element))
	}
	slices.Sort(values)
	return values, true
}

func textOf(value attr.Value) string {
	if text, ok := value.(types.String); ok {
		return text.ValueString()
	}
	return ""
}
