// SPDX-License-Identifier: MPL-2.0

package coverage

import (
	"cmp"
	"context"
	"fmt"
	"maps"
	"slices"

	"github.com/hashicorp/terraform-plugin-framework/path"
	"golang.org/x/sync/errgroup"

	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/eligibility"
	"github.com/geobackup/terraform-provider-apsaradb/internal/cloud/rds"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/message"
	"github.com/geobackup/terraform-provider-apsaradb/internal/service/walk"
)

// The bounds of calls at the same time. Each region reads two lists.
const (
	parallelCalls   = 8
	parallelRegions = parallelCalls / 2
	parallelSingles = parallelCalls
)

// reader makes the calls of one read.
type reader struct {
	client      *rds.Client
	regions     []string // sorted
	filter      filter
	readsCopies bool
}

// row is one instance as both lists show it.
type row struct {
	instance rds.Instance
	policy   rds.Policy // empty where the list of policies has none
	listed   bool       // the list of policies has one
	// latest and copies are filled where the copies are read; counted says that the API reported them.
	latest  *rds.BackupSet
	copies  rds.BackupSetSummary
	counted bool
}

// id is the id that imports the policy.
func (w *row) id() string { return walk.PolicyID(w.instance.Region, w.instance.ID) }

// read returns the rows of all regions, sorted by region and id. It is all of them, or an error.
func (r reader) read(ctx context.Context) ([]*row, error) {
	byRegion := make([][]*row, len(r.regions))
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(parallelRegions)
	for i, region := range r.regions {
		group.Go(func() error {
			rows, err := r.region(groupCtx, region)
			if err != nil {
				return &failure{subject: "region " + region, region: region, err: err}
			}
			byRegion[i] = rows
			return nil
		})
	}
	if err := group.Wait(); err != nil {
		return nil, err
	}
	rows := slices.Concat(byRegion...)
	if err := checkUnique(rows); err != nil {
		return nil, err
	}
	if err := forEach(ctx, rows, (*row).proveNothing, r.single); err != nil {
		return nil, err
	}
	rows = slices.DeleteFunc(rows, func(w *row) bool { return w.instance.Released && !w.policy.MayHaveCopies() })
	if r.readsCopies {
		if err := forEach(ctx, rows, (*row).mayHaveSets, r.latest); err != nil {
			return nil, err
		}
	}
	return rows, nil
}

// checkUnique refuses an instance in two regions: its policy is keyed by its id alone.
func checkUnique(rows []*row) error {
	regions := map[string]string{}
	for _, w := range rows {
		id, region := w.instance.ID, w.instance.Region
		if other, twice := regions[id]; twice {
			return &problem{message.InstanceInTwoRegions.Error(path.Empty(), fmt.Sprintf(
				"The API lists %s in %s and in %s. An instance is in one region, so an endpoint may answer for the wrong one. "+
					"Check endpoints in the provider block. To go on without the instance, add it to exclude_instance_ids.",
				id, other, region), id)}
		}
		regions[id] = region
	}
	return nil
}

// region reads both lists of a region and joins them.
func (r reader) region(ctx context.Context, region string) ([]*row, error) {
	var instances map[string]rds.Instance
	var policies map[string]rds.Policy
	group, groupCtx := errgroup.WithContext(ctx)
	group.Go(func() (err error) {
		instances, err = r.allInstances(groupCtx, region)
		return err
	})
	group.Go(func() (err error) {
		policies, err = r.policies(groupCtx, region)
		return err
	})
	if err := group.Wait(); err != nil {
		return nil, err
	}
	if r.filter.byAPI() {
		// A policy whose instance is not in the filtered list is not asked for. Released instances have no tags and no group.
		maps.DeleteFunc(policies, func(id string, _ rds.Policy) bool { _, matches := instances[id]; return !matches })
	} else if err := r.findUnlisted(ctx, region, instances, policies); err != nil {
		return nil, err
	}
	return r.join(region, instances, policies)
}

// allInstances lists a region. A list of several pages can lose a row when an instance is deleted and another one made
// between two pages. The list of policies then shows what is protected. Where it cannot, because the API filters only
// the list of instances, that list is read twice, and an instance in either reading counts.
func (r reader) allInstances(ctx context.Context, region string) (map[string]rds.Instance, error) {
	found, err := r.instances(ctx, region)
	if err != nil || !r.filter.byAPI() || len(found) <= rds.PageSize {
		return found, err
	}
	again, err := r.instances(ctx, region)
	maps.Copy(found, again)
	return found, err
}

// instances lists the instances of a region: all, or those of the ids that exist.
func (r reader) instances(ctx context.Context, region string, ids ...string) (map[string]rds.Instance, error) {
	found := map[string]rds.Instance{}
	query := rds.InstanceQuery{
		Region: region, InstanceIDs: ids, Tags: r.filter.tags, ResourceGroupID: r.filter.resourceGroupID,
		Together: r.together(),
	}
	for instance, err := range r.client.Instances(ctx, query) {
		switch {
		case err != nil:
			return nil, err
		case !rds.WellFormed(instance.ID):
			return nil, walk.RowWithoutID("instances")
		}
		instance.Region = region // the one under which the API listed it, and answers further calls
		found[instance.ID] = instance
	}
	return found, nil
}

// together is how many pages of each list are read at the same time: the fewer regions, the more pages.
func (r reader) together() int { return parallelRegions / max(1, min(len(r.regions), parallelRegions)) }

func (r reader) policies(ctx context.Context, region string) (map[string]rds.Policy, error) {
	found := map[string]rds.Policy{}
	for policy, err := range r.client.AllPolicies(ctx, region, r.together()) {
		switch {
		case err != nil:
			return nil, err
		case !rds.WellFormed(policy.InstanceID):
			return nil, walk.RowWithoutID("policies")
		}
		policy.Region = region
		found[policy.InstanceID] = policy
	}
	return found, nil
}

// findUnlisted looks for the instances of policies that are not in the list of instances. Where the policy does not say
// that the instance was released, the list may have changed while it was paged: those are asked for by id.
func (r reader) findUnlisted(
	ctx context.Context, region string, instances map[string]rds.Instance, policies map[string]rds.Policy,
) error {
	var unsure []string
	for id, policy := range policies {
		_, known := instances[id]
		if !known && !policy.Released && !r.filter.excludes(id) && (policy.MayHaveCopies() || policy.Incomplete) {
			unsure = append(unsure, id)
		}
	}
	if len(unsure) == 0 {
		return nil
	}
	found, err := r.instances(ctx, region, unsure...)
	maps.Copy(instances, found)
	return err
}

// join makes the rows of a region. An instance that has only a policy was released.
func (r reader) join(region string, instances map[string]rds.Instance, policies map[string]rds.Policy) ([]*row, error) {
	ids := slices.AppendSeq(slices.Collect(maps.Keys(instances)), maps.Keys(policies))
	slices.Sort(ids)
	var rows []*row
	for _, id := range slices.Compact(ids) {
		policy, listed := policies[id]
		instance, exists := instances[id]
		if !exists {
			instance = rds.Instance{ID: id, Region: region, Status: "Released", LockMode: "Released", Released: true}
		}
		instance.Description = cmp.Or(instance.Description, policy.Description)
		instance.Engine = cmp.Or(instance.Engine, policy.Engine)
		instance.EngineVersion = cmp.Or(instance.EngineVersion, policy.EngineVersion)
		wanted, err := r.filter.wants(instance)
		if err != nil {
			return nil, err
		}
		if wanted {
			rows = append(rows, &row{instance: instance, policy: policy, listed: listed})
		}
	}
	return rows, nil
}

// proveNothing reports whether the lists do not say what the policy is: a row lacks a field, or a released instance has
// no row, though it may have left copies behind.
func (w *row) proveNothing() bool {
	return w.listed && w.policy.Incomplete || !w.listed && w.instance.Released
}

// single asks for one policy by itself. The list and the instance, which rds.Client.Lookup would ask too, have answered
// for all rows already.
func (r reader) single(ctx context.Context, w *row) error {
	policy, err := r.client.Policy(ctx, w.instance.Region, w.instance.ID)
	switch {
	case err == nil:
		w.policy = policy
		return nil
	case w.instance.Released && (rds.ClassOf(err) == rds.ClassAbsent || !w.listed && rds.IsInternalError(err)):
		return nil // what the list says, if anything, is all there is
	}
	return err
}

// mayHaveSets leaves out the instances whose copies the API does not list: those of MySQL on cloud disks.
func (w *row) mayHaveSets() bool {
	return w.policy.MayHaveCopies() && eligibility.CopiesOf(w.instance).Listed != eligibility.No
}

// latest asks for the newest copy and the number of copies.
func (r reader) latest(ctx context.Context, w *row) error {
	latest, copies, err := r.client.LatestBackupSet(ctx, w.instance.Region, w.instance.ID)
	if err != nil && rds.ClassOf(err) != rds.ClassAbsent { // absent: the API has nothing of the instance any more
		return err
	}
	// Where it is not known whether the API lists the copies, an empty list says nothing.
	w.counted = copies.Count > 0 || eligibility.CopiesOf(w.instance).Listed == eligibility.Yes
	w.latest, w.copies = latest, copies
	return nil
}

// forEach makes a call for some of the rows, a few at a time. The first error ends the rest.
func forEach(
	ctx context.Context, rows []*row, chosen func(*row) bool, do func(context.Context, *row) error,
) error {
	group, groupCtx := errgroup.WithContext(ctx)
	group.SetLimit(parallelSingles)
	for _, w := range rows {
		if !chosen(w) {
			continue
		}
		group.Go(func() error {
			if groupCtx.Err() != nil {
				return groupCtx.Err()
			}
			if err := do(groupCtx, w); err != nil {
				return &failure{subject: walk.Subject(w.instance.Region, w.instance.ID), region: w.instance.Region, err: err}
			}
			return nil
		})
	}
	return group.Wait()
}
