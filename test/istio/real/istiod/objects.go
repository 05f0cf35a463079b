package main

import (
	"errors"
	"fmt"
	"io"
	"net/http"
	"sync"

	"istio.io/istio/pilot/pkg/config/kube/crd"
	"istio.io/istio/pilot/pkg/model"
	"istio.io/istio/pkg/config"
)

// The objects that istiod knows, in the place of a Kubernetes API.
type objects struct {
	store   model.ConfigStoreController
	mutex   sync.Mutex
	current map[key]config.Config
}

type key struct {
	config.GroupVersionKind
	namespace, name string
}

func keyOf(object config.Config) key {
	return key{object.GroupVersionKind, object.Namespace, object.Name}
}

// ServeHTTP takes all objects there are, and refuses what istiod's webhook refuses.
func (o *objects) ServeHTTP(w http.ResponseWriter, r *http.Request) {
	if r.Method != http.MethodPut || r.URL.Path != "/objects" {
		http.Error(w, "PUT /objects", http.StatusNotFound)
		return
	}
	documents, err := io.ReadAll(r.Body)
	if err == nil {
		err = o.replace(string(documents))
	}
	if err != nil {
		http.Error(w, err.Error(), http.StatusBadRequest)
		return
	}
	w.WriteHeader(http.StatusNoContent)
}

func (o *objects) replace(documents string) error {
	parsed, unknown, err := crd.ParseInputs(documents)
	if err != nil {
		return err
	}
	if len(unknown) > 0 {
		return fmt.Errorf("istiod does not read %s", unknown[0].Kind)
	}
	wanted := map[key]config.Config{}
	for _, object := range parsed {
		wanted[keyOf(object)] = object
	}

	o.mutex.Lock()
	defer o.mutex.Unlock()
	var failures []error
	for key, object := range o.current {
		if _, stays := wanted[key]; !stays {
			failures = append(failures, o.store.Delete(object.GroupVersionKind, object.Name, object.Namespace, nil))
		}
	}
	for _, object := range wanted {
		failures = append(failures, o.put(object))
	}
	o.current = wanted
	return errors.Join(failures...)
}

// What stays as it is must not be written: its new resource version would have proxies fetch its module again.
func (o *objects) put(object config.Config) error {
	old := o.store.Get(object.GroupVersionKind, object.Name, object.Namespace)
	if old == nil {
		_, err := o.store.Create(object)
		return err
	}
	object.CreationTimestamp = old.CreationTimestamp
	object.ResourceVersion = old.ResourceVersion
	if object.Equals(old) {
		return nil
	}
	_, err := o.store.Update(object)
	return err
}
