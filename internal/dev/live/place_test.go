// SPDX-License-Identifier: MPL-2.0

package live

import (
	"context"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/hashicorp/terraform-plugin-go/tfprotov6"
	"github.com/hashicorp/terraform-plugin-testing/helper/resource"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/dev/live/subject"
	"github.com/geobackup/terraform-provider-apsaradb/internal/emulator"
	"github.com/geobackup/terraform-provider-apsaradb/internal/provider"
	"github.com/geobackup/terraform-provider-apsaradb/internal/testkit"
)

// place is where a case runs: an emulator of its own, or the instance that the program was told to use. The cases do
// not ask which.
type place struct {
	order
	found  subject.Found
	client *rds.Client
	// options are how the provider differs from the one that users run.
	options []provider.Option
	// out gets a line for each step: on the cloud, one may take many minutes.
	out io.Writer
}

// newPlace returns the place of one case. Cases on an emulator run in parallel; those on the cloud share one instance.
func newPlace(t *testing.T, writes bool) *place {
	t.Helper()
	testkit.RequireTerraform(t)
	p := &place{out: os.Stdout}
	if *orderFD == 0 {
		t.Parallel()
		p.emulate(t, writes)
	} else {
		p.order = ordered(t)
	}
	if writes && p.Consent != subject.Consent(p.InstanceID) {
		t.Fatalf("nobody agreed to changes of %s", p.InstanceID)
	}
	data, err := subject.Open(t.Context(), p.Region, p.options...)
	if err != nil {
		t.Fatal(err)
	}
	p.client = data.Client
	t.Cleanup(p.client.CloseIdleConnections)
	if p.found, err = subject.Look(t.Context(), p.client, p.Region, p.InstanceID); err != nil {
		t.Fatal(subject.Explain(err))
	}
	if objections := p.found.Objections(); writes && len(objections) > 0 {
		t.Fatalf("%s must not be changed: %s", p.InstanceID, strings.Join(objections, " "))
	}
	return p
}

// ordered reads the order that the program hands over by an inherited file, once.
func ordered(t *testing.T) order {
	t.Helper()
	given, err := readOrder()
	if err != nil {
		t.Fatalf("read the order: %v", err)
	}
	return given
}

var readOrder = sync.OnceValues(func() (given order, err error) {
	err = json.NewDecoder(os.NewFile(uintptr(*orderFD), "order")).Decode(&given)
	return given, err
})

// emulate starts an emulator and points the provider at it through its environment, as a user would.
func (p *place) emulate(t *testing.T, writes bool) {
	s := emulator.Start(t)
	p.out = io.Discard
	p.order = order{
		Region:       testkit.Region,
		InstanceID:   "pgm-console",
		Destinations: [2]string{"cn-shanghai", "cn-beijing"},
		Retention:    30,
	}
	if writes {
		p.InstanceID, p.Consent = "pgm-demo", subject.Consent("pgm-demo")
	}
	p.options = testkit.FromEnvironment(s, testkit.Variables(s))
}

// factories are the provider as these cases run it.
func (p *place) factories() map[string]func() (tfprotov6.ProviderServer, error) {
	return map[string]func() (tfprotov6.ProviderServer, error){
		provider.TypeName: func() (tfprotov6.ProviderServer, error) {
			return provider.NewServer(provider.New("live", p.options...)()), nil
		},
	}
}

// run runs steps, the last of which destroys everything.
func (p *place) run(t *testing.T, steps ...step) {
	t.Helper()
	following := progress{out: p.out, now: time.Now, name: t.Name()}
	testkit.RunCase(t, resource.TestCase{ProtoV6ProviderFactories: p.factories(), Steps: following.along(steps)})
	following.end()
}

// config is a complete configuration: where the credentials come from is not said, because the environment does.
func (p *place) config(body ...string) string {
	return fmt.Sprintf("provider %q {\n  region = %q\n}\n", provider.TypeName, p.Region) + strings.Join(body, "\n")
}

// policy reads the policy as the API shows it now.
func (p *place) policy() (rds.Policy, error) {
	// Without the test's context: it is over when the resource has been destroyed.
	return p.client.Policy(context.Background(), p.Region, p.InstanceID)
}
